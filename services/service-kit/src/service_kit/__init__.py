"""What every Milpa service needs and no domain knows."""
