"""The windows beside the main one: settings, help, shortcuts, about."""
