"""What `scrapy crawl … -O FILE` writes: one story a line."""

from pipelines.model.story import Story


def story_item(story: Story) -> dict[str, object]:
    """`published` is ISO 8601 with offset; missing values are None."""
    return {
        "id": story.story_id,
        "url": story.url,
        "canonical_url": story.canonical_url,
        "origin_url": story.origin_url,
        "title": story.title,
        "published": story.published.isoformat() if story.published else None,
        "authors": list(story.authors),
        "body": story.body,
        "lang": story.lang,
        "source": story.source,
    }


class StoryPipeline:
    """Stories are settled when they come here; they only take the shape that is exported."""

    def process_item(self, item: Story | dict[str, object]) -> dict[str, object]:
        return story_item(item) if isinstance(item, Story) else item
