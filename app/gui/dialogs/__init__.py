"""The windows beside the main one: settings, help, keys, about."""
