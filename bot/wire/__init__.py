"""To and from Telegram: which message is meant for the bot, how updates come in, how replies go out."""
