"""What the clinic can do, without any screen: one package a department."""
