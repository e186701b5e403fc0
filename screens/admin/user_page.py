"""STAND-IN"""
from screens.base import Dialog
class UserScreen(Dialog[None]):
    def __init__(self, session, user_id):
        super().__init__(session)
        self.user_id = user_id
