"""From values to Chinese words, for Telegram and for a terminal. Pure: no network, no clock, no database."""
