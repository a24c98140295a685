"""A post as the text of its file."""

from zoneinfo import ZoneInfo

from bot.messages.render import Renderer, Verbatim
from bot.papers.posts import WIDGETS_LINE, Post, PostPaper, counts_line


def print_post(post: Post, renderer: Renderer) -> str:
    """Return the text that ``parse_post`` made ``post`` of, byte for byte with our own templates."""
    zone = ZoneInfo(post.zone)
    papers = (_print_paper(paper, zone, renderer) for paper in post.papers)
    return f"---\n{post.front_matter}---\n{''.join(papers)}"


def _print_paper(paper: PostPaper, zone: ZoneInfo, renderer: Renderer) -> str:
    """Return one paper's part; a post holds its text as printed, so nothing is left to escape."""
    return renderer.render(
        "post",
        "paper",
        number=paper.number,
        title=Verbatim(paper.title),
        authors=Verbatim(paper.authors),
        counts=[Verbatim(counts_line(engagement, zone)) for engagement in paper.engagement],
        abs_url=Verbatim(paper.abs_url),
        pdf_url=Verbatim(paper.pdf_url),
        categories=[Verbatim(category) for category in paper.categories],
        discussed=[(Verbatim(name), Verbatim(address)) for name, address in paper.discussed],
        abstract=Verbatim(paper.abstract),
        quotes=[Verbatim(quote) for quote in paper.quotes],
        widgets_line=Verbatim(WIDGETS_LINE),
    )
