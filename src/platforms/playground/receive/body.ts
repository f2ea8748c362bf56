/** Reads the body and the query of a request and checks them against a schema. */
import type { Context } from 'hono'
import type { z } from 'zod'
import { refusal } from '../errors.ts'
import { LIMITS } from '../limits.ts'

/** Reads a JSON body. Throws a refusal if it is too large, or not what the schema describes. */
export async function readJson<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.length
    if (length > LIMITS.requestBytes) throw refusal('too-large')
    chunks.push(chunk)
  }
  return checked(schema, () => JSON.parse(Buffer.concat(chunks).toString()))
}

/** Reads the query. Throws a refusal if it is not what the schema describes. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return checked(schema, () => c.req.query())
}

function checked<Schema extends z.ZodType>(schema: Schema, value: () => unknown): z.output<Schema> {
  try {
    return schema.parse(value())
  } catch (cause) {
    throw refusal('malformed', cause)
  }
}
