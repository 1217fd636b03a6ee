// SPDX-License-Identifier: Apache-2.0
// Blocks that the page carries as gzip in base64 (anbn/report/page/packed.cpp) and unpacks when they are looked at.

/** Whether this browser can unpack: those from before 2023 may not. */
export const canUnpack = (): boolean => "DecompressionStream" in window;

export async function unpackedBytes(text: string): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function unpackedText(text: string): Promise<string> {
  return new TextDecoder().decode(await unpackedBytes(text));
}
