// What comes in while the page is open: server-sent events, read by fetch so that a new connection
// can say what it has seen (Last-Event-ID) and give up on a line that has gone quiet.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const QUIET_MS = 45000; // the server sends a sign of life every 15 s
const HIDDEN_MS = 30000;

// `seen`: the number of the last message on the page as the server drew it.
export function listen(id, seen, on) {
  let wait = FIRST_WAIT_MS;
  let stopped = false;
  let current = null;
  let timer = 0;

  function again() {
    clearTimeout(timer);
    if (stopped || document.hidden) return;
    on.lost();
    timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function connect() {
    clearTimeout(timer);
    if (stopped || current) return;
    const control = (current = new AbortController());
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(seen) };
    fetch("/chat/conversations/" + id + "/events", { headers, signal: control.signal, credentials: "same-origin", cache: "no-store" })
      .then((response) => {
        if (response.status === 404) return stop(true);
        if (!response.ok || !response.body) throw new Error("no stream");
        wait = FIRST_WAIT_MS;
        on.found();
        return read(response.body.getReader(), control);
      })
      .catch(() => {})
      .then(() => {
        if (current === control) current = null;
        again();
      });
  }

  function read(reader, control) {
    const decoder = new TextDecoder();
    let text = "";
    let quiet = 0;
    const next = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => control.abort(), QUIET_MS);
      return reader.read().then((chunk) => {
        if (chunk.done) return clearTimeout(quiet);
        text = (text + decoder.decode(chunk.value, { stream: true })).replace(/\r\n/g, "\n");
        const blocks = text.split("\n\n");
        text = blocks.pop();
        blocks.forEach(take);
        return next();
      });
    };
    return next();
  }

  function take(block) {
    let name = "message";
    const data = [];
    block.split("\n").forEach((line) => {
      if (line.indexOf("event:") === 0) name = line.slice(6).trim();
      else if (line.indexOf("data:") === 0) data.push(line.slice(5));
      else if (line.indexOf("id:") === 0) seen = Number(line.slice(3)) || seen;
    });
    if (!data.length) return;
    if (name === "gone") stop(true);
    else if (on[name]) on[name](JSON.parse(data.join("\n")));
  }

  function stop(gone) {
    stopped = true;
    if (current) current.abort();
    if (gone) on.gone();
  }

  // A page that nobody looks at holds no line; it asks for what it missed when it is seen again.
  let hide = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hide);
    if (document.hidden) hide = setTimeout(() => current && current.abort(), HIDDEN_MS);
    else connect();
  });
  window.addEventListener("online", connect);
  connect();
  return { stop: () => stop(false) };
}
