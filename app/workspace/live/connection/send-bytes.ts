import { Refused } from "../../api.ts";

/** How much has gone up so far, from 0 to 1. */
export type OnPart = (part: number) => void;

/**
 * Puts bytes at an address of the site. `fetch` does not tell how far an upload is.
 * @throws Refused when the site says no; Error when it does not answer
 */
export function sendBytes<Answer>(address: string, bytes: Blob, onPart: OnPart): Promise<Answer> {
  const request = new XMLHttpRequest();
  request.open("PUT", address);
  request.setRequestHeader("content-type", "application/octet-stream");
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request.upload.onprogress = ({ loaded, total }) => onPart(total > 0 ? loaded / total : 0);
  request.onerror = () => reject(new Error("the site does not answer"));
  request.onload = () => {
    const answer = readJson(request.responseText);
    if (request.status < 300) resolve(answer as Answer);
    else reject(new Refused(request.status, answer ?? {}));
  };
  request.send(bytes);
  return promise;
}

function readJson(text: string): object | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
