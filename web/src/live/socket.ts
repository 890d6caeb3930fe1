// One socket that watches a drill. It says what it hears, says at once when it hears nothing any more, and comes
// back by itself. Rules:
// - the server speaks at least once a second; three seconds of silence mean the picture is stale;
// - a change that does not follow on the picture held is not applied: a full picture is asked for;
// - after a break it waits 0.5 s, then twice as long each time up to 10 s, with some chance, so that five hundred walls
//   do not come back in the same moment;
// - when the server refuses the session there is no use in trying: the link is "denied".

import type { Message } from "./messages";
import { merge } from "./patch";

export type Link = "connecting" | "live" | "stale" | "denied" | "ended";

export const STALE_AFTER = 3_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

export interface Plain {
  send(text: string): void;
  close(): void;
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: unknown) => void) | null;
}

export interface Listeners {
  picture(picture: unknown, full: boolean): void;
  timed(message: Extract<Message, { now: number }>): void;
  link(link: Link): void;
  ended?(status: string, root: string): void;
}

export interface Outside {
  open(): Plain;
  /** Whether the session may still watch; asked after a break. */
  allowed(): Promise<boolean>;
  random(): number;
}

export class Watch {
  private socket: Plain | null = null;
  private held: unknown = null;
  private seq = -1;
  private wait = FIRST_WAIT;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private link: Link = "connecting";
  private closed = false;

  constructor(
    private readonly outside: Outside,
    private readonly listeners: Listeners,
  ) {}

  start(): void {
    if (this.closed) return;
    const socket = this.outside.open();
    this.socket = socket;
    this.seq = -1;
    this.listenForSilence();
    socket.onmessage = (event) => this.hear(String(event.data));
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  stop(): void {
    this.closed = true;
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.socket?.close();
    this.socket = null;
  }

  private say(link: Link): void {
    if (link === this.link) return;
    this.link = link;
    this.listeners.link(link);
  }

  private hear(text: string): void {
    const message = JSON.parse(text) as Message;
    if (message.kind === "end") {
      this.say("ended");
      this.listeners.ended?.(message.status, message.root);
      return;
    }
    this.listenForSilence();
    this.wait = FIRST_WAIT;
    this.listeners.timed(message);
    if (message.kind === "full") this.take(message.seq, message.picture, true);
    else if (message.kind === "change") this.follow(message);
    if (this.seq >= 0) this.say("live");
  }

  private follow(message: Extract<Message, { kind: "change" }>): void {
    if (message.seq <= this.seq) return;
    if (message.base === this.seq) this.take(message.seq, merge(this.held, message.patch), false);
    else if (this.seq >= 0) {
      this.seq = -1; // a gap: what follows is of no use before the full picture
      this.socket?.send('{"kind":"resync"}');
    }
  }

  private take(seq: number, picture: unknown, full: boolean): void {
    this.seq = seq;
    this.held = picture;
    this.listeners.picture(picture, full);
  }

  private listenForSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (this.link === "ended") return;
      this.say("stale");
      const dumb = this.socket; // a connection that says nothing is replaced, not trusted
      this.socket = null;
      dumb?.close();
      this.lost();
    }, STALE_AFTER);
  }

  private lost(): void {
    clearTimeout(this.silence);
    if (this.closed || this.link === "ended") return;
    this.say("stale");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.again(), this.wait * (0.75 + this.outside.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private async again(): Promise<void> {
    const allowed = await this.outside.allowed().catch(() => true); // no answer is no refusal
    if (this.closed) return;
    if (allowed) this.start();
    else this.say("denied");
  }
}
