// Server-sent events that come back by themselves.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;
// A browser gives one server six connections in all, so a tab that nobody looks at lets go of its streams after a while.
const PATIENCE_WHILE_HIDDEN = 20_000;

/**
 * Follows `url`. `onEvent` gets each event's JSON; `onConnection(true)` comes before an event, `onConnection(false)` at every loss.
 * The server opens each stream with the whole state, so nothing is missed over a gap.
 * @returns {() => void} stops following
 */
export function follow(url, { onEvent, onConnection }) {
  let source = null;
  let timer = 0;
  let pause = FIRST_PAUSE;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url);
    source.onmessage = ({ data }) => {
      pause = FIRST_PAUSE;
      onConnection(true);
      onEvent(JSON.parse(data));
    };
    source.onerror = () => {
      close();
      onConnection(false);
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  function onVisibility() {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, PATIENCE_WHILE_HIDDEN);
    else if (source === null) open();
  }

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", open);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", open);
    close();
  };
}
