"""Where everything on the stage stands, as pure functions."""
