/** The operation `conv`: a convolution, in Winograd's form where that suits, and its backward pass. */
import type { ConvNode } from '../../../network/graph/graph.ts'
import { emitInputGradient } from './conv-gradient.ts'
import { type ConvKernel, emitConvolution } from './convolution-forms.ts'
import { type Emit, firstInput } from './operation.ts'
import { emitWinograd, suitsWinograd } from './winograd.ts'

export const conv: Emit<ConvNode> = (builder, { node, inputs: [x] }) => {
  const { weight, bias, strides, pads, dilations, group } = node
  const kernel = { shape: weight.shape as ConvKernel['shape'], data: weight.data, bias }
  const output =
    builder.useWinograd && suitsWinograd(node)
      ? emitWinograd(builder, { x, tensor: firstInput(node), kernel, pads })
      : emitConvolution(builder, { x, kernel, strides, pads, dilations, group })
  return { output, backward: (gradient) => [emitInputGradient(builder, { window: node, node, gradient })] }
}
