import type { Gray, Picture } from './decode/frame-info'
import type { Look } from './gray'
import type { Painter } from './painter'
import { invert } from './view'

/** How the values lie on the card: whole numbers as whole numbers, so that no driver rounds them. */
type Form = 'signed' | 'unsigned' | 'float' | 'color'

const vertex = `#version 300 es
void main() { vec2 p = vec2(gl_VertexID == 1 ? 3. : -1., gl_VertexID == 2 ? 3. : -1.); gl_Position = vec4(p, 0., 1.); }`

const samplers: Record<Form, string> = { signed: 'isampler2D', unsigned: 'usampler2D', float: 'sampler2D', color: 'sampler2D' }

// Each of the four neighbors becomes gray, then they are mixed: the same as the
// processor's way, which scales what is gray already.
const fragment = (form: Form) => `#version 300 es
precision highp float; precision highp int; precision highp ${samplers[form]};
uniform ${samplers[form]} image;
uniform vec3 rowX, rowY; uniform ivec2 size; uniform float height; uniform bool smooth_; uniform bool inverse; uniform int shape; uniform float center, width;
out vec4 color;
float shade(float v) {
  if (shape == 1) return (v - center) / width + .5;
  if (shape == 2) return 1. / (1. + exp(-4. * (v - center) / width));
  if (width <= 1.) return v <= center - .5 ? 0. : 1.;
  return (v - (center - .5)) / (width - 1.) + .5;
}
vec3 at(ivec2 p) {
  p = clamp(p, ivec2(0), size - 1);
  ${form === 'color' ? 'vec3 c = texelFetch(image, p, 0).rgb;' : 'vec3 c = vec3(clamp(shade(float(texelFetch(image, p, 0).r)), 0., 1.));'}
  return inverse ? 1. - c : c;
}
void main() {
  vec3 here = vec3(gl_FragCoord.x, height - gl_FragCoord.y, 1.);
  vec2 p = vec2(dot(rowX, here), dot(rowY, here));
  color = vec4(0., 0., 0., 1.);
  if (p.x < 0. || p.y < 0. || p.x >= float(size.x) || p.y >= float(size.y)) return;
  if (!smooth_) { color.rgb = at(ivec2(floor(p))); return; }
  vec2 q = p - .5; ivec2 i = ivec2(floor(q)); vec2 f = q - vec2(i);
  color.rgb = mix(mix(at(i), at(i + ivec2(1, 0)), f.x), mix(at(i + ivec2(0, 1)), at(i + ivec2(1, 1)), f.x), f.y);
}`

function formOf(p: Picture): Form {
  if (p.kind === 'color') return 'color'
  return p.values instanceof Float32Array ? 'float' : p.values instanceof Int16Array ? 'signed' : 'unsigned'
}

/** Whether the card can draw this picture at all: a table is the processor's, and no texture is larger than the card says. */
export function graphicsFits(gl: WebGL2RenderingContext, picture: Picture, look: Look): boolean {
  const most = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number
  return !look.lut && picture.rows <= most && picture.columns <= most
}

/**
 * Draws by the graphics card. Nothing where there is no WebGL 2. A card that
 * goes away says so; then somebody else draws.
 */
export function graphicsPainter(canvas: HTMLCanvasElement, onLost: () => void): (Painter & { gl: WebGL2RenderingContext }) | null {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true })
  if (!gl) return null
  const lost = (e: Event) => {
    e.preventDefault()
    onLost()
  }
  canvas.addEventListener('webglcontextlost', lost)
  const programs = new Map<Form, WebGLProgram>()
  let loaded: { picture: Picture; texture: WebGLTexture } | null = null

  function program(form: Form): WebGLProgram {
    const known = programs.get(form)
    if (known) return known
    const made = gl!.createProgram()
    for (const [kind, source] of [
      [gl!.VERTEX_SHADER, vertex],
      [gl!.FRAGMENT_SHADER, fragment(form)],
    ] as const) {
      const shader = gl!.createShader(kind)
      if (!shader) throw new Error('no shader')
      gl!.shaderSource(shader, source)
      gl!.compileShader(shader)
      gl!.attachShader(made, shader)
    }
    gl!.linkProgram(made)
    if (!gl!.getProgramParameter(made, gl!.LINK_STATUS)) throw new Error('no program')
    programs.set(form, made)
    return made
  }

  function load(picture: Picture): void {
    if (loaded?.picture === picture) return
    if (loaded) gl!.deleteTexture(loaded.texture)
    const texture = gl!.createTexture()
    gl!.bindTexture(gl!.TEXTURE_2D, texture)
    gl!.pixelStorei(gl!.UNPACK_ALIGNMENT, 1)
    for (const what of [gl!.TEXTURE_MIN_FILTER, gl!.TEXTURE_MAG_FILTER]) gl!.texParameteri(gl!.TEXTURE_2D, what, gl!.NEAREST)
    for (const what of [gl!.TEXTURE_WRAP_S, gl!.TEXTURE_WRAP_T]) gl!.texParameteri(gl!.TEXTURE_2D, what, gl!.CLAMP_TO_EDGE)
    upload(gl!, picture)
    loaded = { picture, texture }
  }

  return {
    gl,
    paint(picture, look, at, room, ratio) {
      const [width, height] = [Math.round(room.width * ratio), Math.round(room.height * ratio)]
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width
        canvas.height = height
      }
      gl.viewport(0, 0, width, height)
      const p = program(formOf(picture))
      gl.useProgram(p)
      load(picture)
      gl.bindTexture(gl.TEXTURE_2D, loaded?.texture ?? null)
      const back = invert({ a: at.a * ratio, b: at.b * ratio, c: at.c * ratio, d: at.d * ratio, e: at.e * ratio, f: at.f * ratio })
      const place = (name: string) => gl.getUniformLocation(p, name)
      gl.uniform3f(place('rowX'), back.a, back.c, back.e)
      gl.uniform3f(place('rowY'), back.b, back.d, back.f)
      gl.uniform2i(place('size'), picture.columns, picture.rows)
      gl.uniform1f(place('height'), height)
      gl.uniform1i(place('smooth_'), Math.hypot(at.a, at.b) < 6 ? 1 : 0)
      gl.uniform1i(place('inverse'), look.inverse ? 1 : 0)
      gl.uniform1i(place('shape'), { linear: 0, exact: 1, sigmoid: 2 }[look.shape])
      gl.uniform1f(place('center'), look.center)
      gl.uniform1f(place('width'), look.width)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', lost)
      if (loaded) gl.deleteTexture(loaded.texture)
      loaded = null
      gl.getExtension('WEBGL_lose_context')?.loseContext()
    },
  }
}

function upload(gl: WebGL2RenderingContext, picture: Picture): void {
  const { rows, columns } = picture
  const put = (inner: number, format: number, type: number, data: ArrayBufferView) => gl.texImage2D(gl.TEXTURE_2D, 0, inner, columns, rows, 0, format, type, data)
  if (picture.kind === 'color') return put(gl.RGB8, gl.RGB, gl.UNSIGNED_BYTE, picture.rgb)
  const values: Gray['values'] = picture.values
  if (values instanceof Float32Array) put(gl.R32F, gl.RED, gl.FLOAT, values)
  else if (values instanceof Int16Array) put(gl.R16I, gl.RED_INTEGER, gl.SHORT, values)
  else if (values instanceof Uint16Array) put(gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT, values)
  else put(gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE, values)
}
