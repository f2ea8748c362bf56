/** Stands in for a render process during development: passes messages between the bot and a warm render process. */
import { connect } from 'node:net'
import type { WorkerOptions } from '../../scheduler/protocol.ts'
import { endWithParent } from '../../system/end-with-parent.ts'
import { receiveMessages, sendMessage } from './message-stream.ts'

const argument = process.argv[2] ?? '{}'
const { socketPath, ...options } = JSON.parse(argument) as WorkerOptions & { readonly socketPath: string }
const socket = connect(socketPath)

endWithParent()
process.on('SIGINT', () => {})
sendMessage(socket, JSON.stringify(options))
process.on('message', (message) => sendMessage(socket, message))
receiveMessages(socket, (message) => process.send?.(message, () => {}))
// The render process has ended: so does its stand-in, and the scheduler tries the job once more.
socket.once('close', () => process.exit(1))
socket.once('error', () => process.exit(1))
