"""Reading the desk's day, as far as the viewer's offices reach."""
