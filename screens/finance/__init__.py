"""The screens of money: the price list, what is owed, payments."""
