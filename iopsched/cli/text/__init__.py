"""The week in words and columns: what schedulers read. Every function returns something rich can print."""
