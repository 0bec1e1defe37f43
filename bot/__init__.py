"""To whom: Telegram, the terminal, settings and history."""
