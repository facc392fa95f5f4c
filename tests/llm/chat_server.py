"""A real HTTP server that answers chat completions with the least answer that fits the schema it is sent."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROMPT_TOKENS, COMPLETION_TOKENS = 200, 20


def least_answer(schema, definitions=None):
    """The smallest JSON value that a schema allows: first of an enumeration, empty list, empty text."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return least_answer(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        kinds = [one.get("type") for one in schema["anyOf"]]
        return None if "null" in kinds else least_answer(schema["anyOf"][0], definitions)
    kind = schema.get("type")
    if kind == "object":
        return {name: least_answer(one, definitions) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [least_answer(schema["items"], definitions)] * schema.get("minItems", 0)
    return {"string": "because", "integer": 0, "number": 0.5, "boolean": False, "null": None}[kind]


class ChatServer:
    """Serves on loopback until the block ends; ``requests`` counts what was asked, by what makes it equal.

    ``answered`` lists, in order, the key of each request whose answer was written out in full.
    """

    def __init__(self, *, delay=0.0, answer=None):
        self.requests = Counter()
        self.answered = []
        self.lock = threading.Lock()
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = json.loads(body)
                key = json.dumps([asked["model"], asked["messages"]], sort_keys=True)
                with served.lock:
                    served.requests[key] += 1
                time.sleep(delay)
                schema = asked["response_format"]["json_schema"]["schema"]
                content = json.dumps(least_answer(schema) if answer is None else answer(asked, schema))
                usage = {
                    "prompt_tokens": PROMPT_TOKENS,
                    "completion_tokens": COMPLETION_TOKENS,
                    "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
                }
                message = {"role": "assistant", "content": content}
                said = {
                    "id": "chat",
                    "object": "chat.completion",
                    "created": 0,
                    "model": asked["model"],
                    "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                    "usage": usage,
                }
                out = json.dumps(said).encode()
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(out)))
                    self.end_headers()
                    self.wfile.write(out)
                except OSError:  # whoever asked is gone
                    return
                with served.lock:
                    served.answered.append(key)

            def log_message(self, *_):
                pass

        class Serving(ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # whoever asked was killed

        self._server = Serving(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"
