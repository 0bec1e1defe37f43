"""The bot that ours is measured against: the same library and connections, each message sent back as it came."""

from __future__ import annotations

import os

import httpx
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Poll until told to stop."""
    api = os.environ["TELEGRAM_API_URL"]
    limits = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=60)
    request = HTTPXRequest(16, read_timeout=15, connect_timeout=10, pool_timeout=10, httpx_kwargs={"limits": limits})
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{api}/bot").request(request)
    application = builder.concurrent_updates(int(os.environ.get("ECHO_CONCURRENT", "1"))).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=["message", "callback_query"])


if __name__ == "__main__":
    main()
