"""Signal processing: the windows."""
