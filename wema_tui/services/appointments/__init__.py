"""When doctors receive patients, and who is to come when."""
