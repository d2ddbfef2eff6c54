"""Questions and forms on paper: printed, photographed, typed in, looked at by a second person."""
