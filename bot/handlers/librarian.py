"""Administrators put reports in and take them out from a chat; every step can be undone by a button."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from telegram import CallbackQuery, Chat, Document, Message
from telegram.error import TelegramError

from bot.desk import Desk
from bot.handlers.labels import Labels
from bot.handlers.queries import Refused, acknowledge, chat_of
from bot.handlers.reloading import reload
from bot.logs import where
from bot.wire.addressing import Request, document_of
from bot.wire.board import Board
from bot.wire.buttons import Press
from bot.wire.fetching import NotFetched, fetch
from bot.wire.sending import edit, send
from bot.wording import notices
from bot.wording.markup import shorten
from bot.wording.messages import message as sentence
from bot.wording.receipts import receipt_lines
from bot.wording.replies import Button, Reply, said
from corpus import CorpusError, Report
from corpus.catalog import Entry
from corpus.errors import NotShelved
from corpus.names import key, report_name
from corpus.readers import Source
from corpus.shelving import (
    Shelved,
    add,
    check_folder,
    check_size,
    done_before,
    kept_of,
    remove,
    restore,
    shelved,
    standing,
)
from corpus.versions import digest

log = logging.getLogger(__name__)

TITLE = 100
"""Characters of a caption that is taken for a title."""
ALBUMS = 20
"""Albums remembered: their files come one by one and share a message."""
NEAR = 3
LABEL = 40


class Librarian:
    """Handles /add, /remove, documents, and the buttons under what became of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._albums: OrderedDict[str, Board] = OrderedDict()
        self._began = datetime.now(UTC)

    # ── putting in ───────────────────────────────────────────────────────────────────────────────────────────────

    async def document(self, message: Message, request: Request) -> None:
        """Put a document that was sent in a private chat into the reports, its caption as title."""
        document = document_of(message)
        if not self._desk.administers(message) or document is None:
            await send(message, said(sentence("add.not_yours")))
        elif message.media_group_id and request.argument:
            await self._take(message, document, "", sentence("add.album_title"))
        else:
            await self._take(message, document, *_title(request.argument))

    async def add(self, message: Message, request: Request) -> None:
        """Put in the document that carries /add or that it replies to; without one say how."""
        earlier = message.reply_to_message
        document = document_of(message) or (document_of(earlier) if earlier else None)
        if document is None:
            group = "" if message.chat.type == Chat.PRIVATE else "_group"
            await send(message, said(sentence(f"add.how{group}", bot=message.get_bot().username)))
            return
        await self._take(message, document, *_title(request.argument))

    async def _take(self, message: Message, document: Document, title: str, note: str) -> None:
        board = self._board(message)

        async def put_in() -> Shelved:
            check_folder(self._folder)
            name = report_name(document.file_name or "")
            check_size(name, document.file_size or 0)
            await board.show(sentence("add.received", name=name, size=_size(document.file_size or 0)))
            data = await fetch(document)
            await board.show(sentence("add.reading", name=name))
            done = await asyncio.to_thread(add, self._folder, Source(name, data), Entry(title))
            waited = message.date < self._began  # then an earlier process may have done it and been killed
            return await asyncio.to_thread(done_before, self._folder, done, message.date) if waited else done

        await self._do(board, put_in, "add.refused", message.chat_id, _user(message), note)

    def _board(self, message: Message) -> Board:
        """Return the board for *message*; the documents of an album share one."""
        if not message.media_group_id:
            return Board(message)
        album = f"{message.chat_id}/{message.media_group_id}"
        board = self._albums.setdefault(album, Board(message))
        while len(self._albums) > ALBUMS:
            self._albums.popitem(last=False)
        return board

    # ── taking out ───────────────────────────────────────────────────────────────────────────────────────────────

    async def remove(self, message: Message, request: Request) -> None:
        """Ask whether the report that is named is meant; offer those that read like it."""
        try:
            check_folder(self._folder)
            reply = await self._asked(request.argument, message.chat_id, _user(message))
        except CorpusError as error:
            reply = said(notices.corpus_error(error))
        await send(message, reply)

    async def _asked(self, name: str, chat: int, user: int) -> Reply:
        if not name:
            return said(sentence("remove.how"))
        exact, near = self._meant(name)
        if exact:
            return await self._sure(exact, chat, user)
        if not near:
            return said(sentence("remove.none", name=shorten(name, LABEL)))
        buttons = [Button(shorten(each, LABEL), self._labels.mark("choose", each, "", chat, user)) for each in near]
        return replace(said(sentence("remove.unknown", name=shorten(name, LABEL))), buttons=tuple(buttons))

    def _meant(self, name: str) -> tuple[str, list[str]]:
        """Return the file that *name* names for sure ('' for none) and those that it may mean."""
        titles = dict.fromkeys(shelved(self._folder), "")
        titles |= {_file(report): report.title for report in self._reports if _file(report) in titles}
        wanted = key(name.strip("《》“” "))
        exact = [each for each, title in titles.items() if wanted in (key(each), key(Path(each).stem), key(title))]
        holding = [each for each, title in titles.items() if wanted in key(each) or wanted in key(title)]
        if len(exact or holding) == 1:
            return (exact or holding)[0], []
        return "", (exact or holding or get_close_matches(name, titles, n=NEAR, cutoff=0.2))[:NEAR]

    async def _sure(self, name: str, chat: int, user: int) -> Reply:
        """Return the question whether *name* is to go, with its buttons."""
        if (path := standing(self._folder, name)) is None:
            raise NotShelved(self._folder / name)
        content = await asyncio.to_thread(digest, path)
        marks = [self._labels.mark(action, name, content, chat, user) for action in ("remove", "cancel")]
        buttons = zip((sentence("remove.button"), sentence("remove.cancel")), marks, strict=True)
        given = [report for report in self._reports if _file(report) == name]
        told = [line for report in given[: notices.FEW] for line in receipt_lines(report)[:2]] or [name]
        return replace(notices.lines([sentence("remove.sure"), *told]), buttons=tuple(Button(label, mark) for label, mark in buttons))

    @property
    def _folder(self) -> Path:
        return self._desk.settings.reports

    @property
    def _labels(self) -> Labels:
        return Labels(self._folder, self._desk.store.signer)

    @property
    def _reports(self) -> Sequence[Report]:
        return self._desk.shelf.library.corpus.reports

    # ── buttons ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def pressed(self, query: CallbackQuery, press: Press) -> None:
        """Do what the button says, if it still can be done. Raises bot.handlers.queries.Refused."""
        user, shown = query.from_user.id, query.message
        if user not in self._desk.settings.admins:
            raise Refused(sentence("talk.admins_only", user=user))
        if not isinstance(shown, Message):
            raise Refused(sentence("undo.old"))
        try:
            await self._press(query, shown, press)
        except CorpusError as error:
            raise Refused(notices.corpus_error(error)) from error

    async def _press(self, query: CallbackQuery, shown: Message, press: Press) -> None:
        chat, user = chat_of(query), query.from_user.id
        if press.action == "undo":
            await self._undo(query, shown, press)
            return
        name = self._labels.name(press)
        if press.action == "choose":
            reply = await self._sure(name, chat, user)
            await acknowledge(query)
            await edit(shown, reply)
        elif press.action == "cancel":
            await acknowledge(query)
            await edit(shown, said(sentence("remove.cancelled", name=name)))
        else:
            await asyncio.to_thread(self._labels.check, name, press)
            await acknowledge(query)
            board = Board(shown, shown)
            await board.show(sentence("remove.working", name=name))
            await self._do(board, _in_thread(_taken_out, self._folder, name), "add.failed", chat, user)

    async def _undo(self, query: CallbackQuery, shown: Message, press: Press) -> None:
        """Put back the version kept, or take out what was added; the message keeps what it told and its other buttons."""
        name = self._labels.name(press)
        await asyncio.to_thread(self._labels.check, name, press)
        await acknowledge(query)
        board = Board(shown, shown, shown.text or "", _others(shown, query.data or ""))
        await board.show(sentence("undo.working"))
        back = _in_thread(restore, self._folder, name, press.message)
        work = back if press.message else _in_thread(_taken_out, self._folder, name)
        await self._do(board, work, "add.failed", chat_of(query), query.from_user.id, final=True)

    # ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _do(
        self, board: Board, work: Callable[[], Awaitable[Shelved]], failed: str, chat: int, user: int, note: str = "",
        *, final: bool = False,
    ) -> None:  # fmt: skip
        """Change the folder, reload, and tell; what fails is told and leaves everything as it was."""
        try:
            done = await work()
        except TelegramError:
            raise
        except CorpusError as error:
            await board.end([sentence(failed), notices.corpus_error(error)])
        except NotFetched as error:
            await board.end([sentence(failed), sentence(error.code)])
        except Exception as error:
            log.error("a report could not be put in or taken out: %s", where(error))
            await board.end([sentence(failed), sentence("add.bug", kind=type(error).__name__)])
        else:
            log.info("user %d: a report %s, sha256 %s, version kept %d", user, done.action, done.digest[:8], done.kept)
            await board.show(sentence("reload.working"))
            changed = await reload(self._desk, board)
            await board.end([*notices.shelved(done), note, changed], () if final else self._undoing(done, chat, user))

    def _undoing(self, done: Shelved, chat: int, user: int) -> Sequence[Button]:
        if not done.changed:
            return ()
        label = sentence("undo.button_of", name=shorten(done.name, LABEL))
        return [Button(label, self._labels.mark("undo", done.name, done.digest, chat, user, done.kept))]


def _taken_out(folder: Path, name: str) -> Shelved:
    """Take *name* out, also when a killed process had done so just before."""
    try:
        return remove(folder, name)
    except NotShelved:
        if not (kept := kept_of(folder, name)):
            raise
        return Shelved("removed", name, kept=kept[-1].number)


def _file(report: Report) -> str:
    """Return the file of a report: an archive's have its name before their own."""
    return report.name.split("/")[0]


def _in_thread(work: Callable[..., Shelved], *arguments: object) -> Callable[[], Awaitable[Shelved]]:
    return lambda: asyncio.to_thread(work, *arguments)


def _title(caption: str) -> tuple[str, str]:
    """Return the title that *caption* gives and a remark when it gives none, such as that of a forwarded post.

    >>> _title("青里村2023年总结")
    ('青里村2023年总结', '')
    """
    if len(caption) > TITLE or "\n" in caption or not " ".join(caption.split()).isprintable():
        return "", sentence("add.long_title")
    return caption, ""


def _size(count: int) -> str:
    """
    >>> _size(2_500_000), _size(300)
    ('2.4 MB', '1 KB')
    """
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 2**10))} KB"


def _user(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


def _others(shown: Message, pressed: str) -> list[Button]:
    """Return the buttons under *shown* but for the one that was pressed."""
    rows = shown.reply_markup.inline_keyboard if shown.reply_markup else ()
    every = [button for row in rows for button in row]
    return [Button(b.text, str(b.callback_data)) for b in every if b.callback_data != pressed]
