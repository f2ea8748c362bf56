/**
 * ONNX Runtime without its telemetry. Since 1.29 it reports every model and session to Microsoft, and leaves a device
 * number and a database in the user's cache folder, unless this variable is set before the first session.
 */
export * from 'onnxruntime-node'

process.env.ORT_DISABLE_TELEMETRY = '1'
