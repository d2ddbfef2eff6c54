"""The whole register out to a spreadsheet, and back: what differs is shown before anything is written."""
