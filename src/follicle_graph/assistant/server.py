"""The tool server: the Model Context Protocol over standard input and output, read only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from follicle_graph.assistant.answer_size import as_text
from follicle_graph.assistant.tools import INSTRUCTIONS, TOOLS
from follicle_graph.atlas.load import __version__
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.graph import Graph
from follicle_graph.tools.libraries import needed


def serve(load: Callable[[], Graph]) -> None:
    """Answer one assistant until it closes its end.

    The server is ready before the graph is loaded; the first question waits for it. Questions are
    answered one after the other in a thread of their own, so that the connection stays responsive.

    Parameters
    ----------
    load
        Returns the graph that is asked.

    Raises
    ------
    MissingLibrary
        The library `mcp` (2.x) is not installed.
    """
    with needed("mcp", "assistants", "follicle-graph[assistant]"):
        from mcp import types
        from mcp.server.lowlevel import Server
        from mcp.server.stdio import stdio_server
    from jsonschema import Draft202012Validator

    checks = {name: Draft202012Validator(tool.schema) for name, tool in TOOLS.items()}
    listed = [
        types.Tool(
            name=tool.name,
            description=tool.description,
            input_schema=tool.schema,
            annotations=types.ToolAnnotations(read_only_hint=True),
        )
        for tool in TOOLS.values()
    ]

    def problem_with(name: str, arguments: Mapping[str, Any]) -> str:
        """What is wrong with the name of a tool or with its arguments; empty if nothing is."""
        if name not in TOOLS:
            return f"no tool {name!r}; there are {', '.join(TOOLS)}"
        found = sorted(checks[name].iter_errors(arguments), key=lambda error: list(error.path))
        return "; ".join(
            f"{'.'.join(map(str, error.path)) or 'arguments'}: {error.message:.200}"
            for error in found
        )

    @cache
    def graph() -> Future[Graph]:
        return worker.submit(load)

    async def list_tools(_context: object, _params: object) -> types.ListToolsResult:
        asyncio.get_running_loop().call_later(0.05, graph)  # after the list has been sent
        return types.ListToolsResult(tools=listed)

    async def call_tool(
        _context: object, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        arguments = params.arguments or {}
        problem = problem_with(params.name, arguments)
        if problem:
            said, failed = {"error": problem}, True
        else:
            asked = worker.submit(_ask, graph(), params.name, arguments)
            said, failed = await asyncio.wrap_future(asked)
        text = types.TextContent(type="text", text=as_text(said))
        return types.CallToolResult(content=[text], is_error=failed)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    server: Server[Any] = Server(
        "follicle-graph",
        version=__version__,
        title="follicle-graph: atlas of hair-loss immunology",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    with ThreadPoolExecutor(max_workers=1) as worker:
        asyncio.run(run())


def _ask(
    graph: Future[Graph], name: str, arguments: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """The answer to one call; a graph that cannot be loaded is an answer, too."""
    from follicle_graph.assistant.questions import answer

    try:
        G = graph.result()
    except FollicleGraphError as error:
        return {"error": f"the graph cannot be loaded: {error}"}, True
    return answer(G, name, arguments)
