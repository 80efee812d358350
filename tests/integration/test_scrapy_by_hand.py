"""The ordinary `scrapy` command at the repository's root."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.integration.bad_server import answer, bad_server, feed

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def server():
    async with bad_server() as running:
        yield running


async def scrapy(*arguments, config=None):
    """Exit code, standard output, standard error."""
    environ = {name: value for name, value in os.environ.items() if name != "NEWSBELL_CONFIG"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scrapy",
        *arguments,
        cwd=ROOT,
        env=environ | ({"NEWSBELL_CONFIG": str(config)} if config else {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


def configuration(server, folder):
    path = folder / "newsbell.toml"
    path.write_text(
        f"""
        data_dir = "var"
        workers = 1
        [crawl]
        delay = "0s"
        allow_private_addresses = true
        [[sources]]
        name = "wire"
        url = "{server.url("/feed")}"
        [[sources]]
        name = "gone"
        url = "{server.url("/404")}"
        [[sources]]
        name = "section"
        spider = "vietnamnet"
        url = "{server.url("/cong-nghe")}"
        language = "vi"
        """
    )
    return path


def listing(*numbers):
    rows = "".join(
        f'<h3 class="horizontalPost__main-title "><a href="/bai-viet-{n}.html">Bài viết số {n}</a></h3>'
        for n in numbers
    )
    return answer(200, f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{rows}</body></html>".encode())


def page(title):
    words = "<p>" + "The maker of chips said on Monday that it has closed a round of funding. " * 5 + "</p>"
    html = f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{words * 3}</article></body></html>"
    return answer(200, html.encode())


async def test_the_spiders():
    code, out, _ = await scrapy("list")

    assert (code, out.split()) == (0, ["feeds", "vietnamnet"])


@pytest.mark.slow
async def test_a_source_is_crawled_into_a_file_and_the_store(server, tmp_path):
    server.routes |= {"/feed": feed("/one", "/404"), "/one": page("Chip maker closes a round")}
    config, out = configuration(server, tmp_path), tmp_path / "out.jsonl"

    code, _, err = await scrapy("crawl", "feeds", "-a", "source=wire", "-O", str(out), config=config)

    assert code == 0, err
    stories = [json.loads(line) for line in out.read_text().splitlines()]
    by_url = {story["url"]: story for story in stories}
    assert set(by_url) == {server.url("/one"), server.url("/404")}
    story = by_url[server.url("/one")]
    assert set(story) == {
        "id",
        "url",
        "canonical_url",
        "origin_url",
        "title",
        "published",
        "authors",
        "body",
        "lang",
        "source",
    }
    assert (story["title"], story["source"], story["lang"]) == ("Chip maker closes a round", "wire", "en")
    assert story["published"].endswith("+00:00")
    assert "closed a round of funding" in story["body"]

    code, _, err = await scrapy("crawl", "feeds", "-a", "source=wire", "-O", str(out), config=config)

    assert code == 0, err
    assert out.read_text().strip() == ""
    assert server.count["/one"] == 1
    assert not list((tmp_path / "var").glob("**/*.sock"))


@pytest.mark.slow
async def test_a_section_with_as_many_pages_as_asked_for(server, tmp_path):
    server.routes |= {
        "/cong-nghe": listing(2401004, 2401003, 2401002),
        "/cong-nghe-page1": listing(2401001, 2401000, 2400999),
    }
    out = tmp_path / "out.jsonl"

    code, _, err = await scrapy(
        "crawl", "vietnamnet", "-a", "pages=1", "-O", str(out), config=configuration(server, tmp_path)
    )

    assert code == 0, err
    assert {json.loads(line)["title"] for line in out.read_text().splitlines()} == {
        f"Bài viết số 240100{n}" for n in (2, 3, 4)
    }
    assert server.count["/cong-nghe-page1"] == 0


@pytest.mark.slow
async def test_a_source_that_fails_says_why(server, tmp_path):
    _, _, err = await scrapy("crawl", "feeds", "-a", "source=gone", config=configuration(server, tmp_path))

    assert "gone: http_404" in err
    assert "Traceback" not in err


async def test_what_is_wrong_is_said_in_one_line(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("[crawl]\ndelya = '1s'\n")
    empty = tmp_path / "empty.toml"
    empty.write_text("data_dir = 'var'\n[[sources]]\nname = 'one'\nurl = 'https://example.org/feed'\n")

    for arguments, config, words in (
        (("crawl", "feeds"), broken, "delya"),
        (("crawl", "feeds", "-a", "source=nosuch"), empty, "it has: one"),
        (("crawl", "feeds", "-a", "pages=many"), empty, "pages"),
    ):
        code, _, err = await scrapy(*arguments, config=config)
        assert code != 0
        assert words in err
        assert "Traceback" not in err
