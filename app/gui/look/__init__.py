"""How everything looks: themes, fonts, icons, the language, and the settings for them."""
