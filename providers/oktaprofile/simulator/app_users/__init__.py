"""App users: who is assigned to an app, with the profile that the app has of them."""
