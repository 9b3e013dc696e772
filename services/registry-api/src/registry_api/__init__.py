"""registry-api: what is being done, by whom, where and with what."""
