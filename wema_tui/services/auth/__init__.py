"""Whether somebody is who they say: passwords, second factors, sign-in, sessions."""
