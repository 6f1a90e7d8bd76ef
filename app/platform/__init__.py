"""What differs from machine to machine: packaged or not, native libraries, the desktop."""
