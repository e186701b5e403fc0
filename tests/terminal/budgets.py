"""What an action may cost on a slow line: bytes, at 80 by 24, profile `slow`."""

BUDGETS = {
    "home, from sign-in": 3_500,
    "one scan, recorded and shown": 180,
    "one typed character": 35,
    "open a dialog": 1_500,
    "close it": 1_500,
    "a page of a list": 2_000,
    "a minute of nothing": 20,
}
