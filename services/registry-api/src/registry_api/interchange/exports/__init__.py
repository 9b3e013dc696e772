"""What a list shows, written as IATI, CSV, XLSX or JSON."""
