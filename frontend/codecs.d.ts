// The codecs come without types of their own.

type WasmFactory = (options: { locateFile: (file: string) => string }) => Promise<Record<string, unknown>>

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjxl/decodewasmjs' {
  const factory: WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: WasmFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: WasmFactory
  export default factory
}
