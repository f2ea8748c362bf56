/**
 * ONNX Runtime, silenced: since 1.29 it tells Microsoft of every model and session, and leaves a device's number and a
 * database in the user's cache, unless it is told not to before its first session.
 */
export * from 'onnxruntime-node'

process.env.ORT_DISABLE_TELEMETRY = '1'
