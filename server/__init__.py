"""webtherapy's server: two applications, identity and messaging, that share nothing but sign-in sessions."""
