// REST of the server: JSON in, JSON out, and every error a Problem that says what is wrong.

import { lang } from "../words";

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": lang.value };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(`/api${path}`, {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

async function problemOf(answer: Response): Promise<Problem> {
  const told = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; detail?: unknown };
  const detail = typeof told.detail === "string" ? told.detail : "";
  return new Problem(answer.status, told.code ?? "", told.title ?? answer.statusText, detail);
}

/** A text that no other request has: the server answers the same key twice with the same answer. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12)); // randomUUID is only there on https
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const AGAIN = [500, 1_000, 2_000]; // ms

/** Sends an order; where no answer comes, the same once more: the server gives the same key the same answer. */
async function certainly<T>(path: string, body: unknown): Promise<T> {
  for (const wait of AGAIN) {
    try {
      return await ask<T>("POST", path, body);
    } catch (error) {
      if (error instanceof Problem) throw error;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
  return ask<T>("POST", path, body);
}

export function order<T>(drill: string, words: Record<string, unknown>): Promise<T> {
  return certainly<T>(`/drills/${drill}/orders`, { ...words, key: freshKey() });
}
