/** What is left of XML when it is read for signatures and lists: elements, text, comments and processing instructions, with namespaces resolved. */
export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction
export interface XmlText { kind: 'text', value: string }
export interface XmlComment { kind: 'comment', value: string }
export interface XmlInstruction { kind: 'instruction', target: string, data: string }
export interface XmlAttribute { prefix: string, local: string, namespace: string, value: string }

export class XmlElement {
  readonly kind = 'element'
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly parent: XmlElement | null
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[]
  /** Declared here: prefix ('' = default) → namespace. */
  readonly declared: ReadonlyMap<string, string>
  readonly children: XmlNode[] = []

  constructor(name: { prefix: string, local: string, namespace: string }, { parent, attributes, declared }: Pick<XmlElement, 'parent' | 'attributes' | 'declared'>) {
    this.prefix = name.prefix
    this.local = name.local
    this.namespace = name.namespace
    this.parent = parent
    this.attributes = attributes
    this.declared = declared
  }

  get elements(): XmlElement[] {
    return this.children.filter(child => child.kind === 'element')
  }

  /** Child elements of that name. */
  all(local: string, namespace = this.namespace): XmlElement[] {
    return this.elements.filter(child => child.local === local && child.namespace === namespace)
  }

  /** The child element of that name when there is exactly one, else null. */
  only(local: string, namespace = this.namespace): XmlElement | null {
    const found = this.all(local, namespace)
    return found.length === 1 ? found[0]! : null
  }

  /** Text directly inside, without white space around. */
  get text(): string {
    return this.children.map(child => child.kind === 'text' ? child.value : '').join('').trim()
  }

  attribute(local: string, namespace = ''): string | null {
    return this.attributes.find(one => one.local === local && one.namespace === namespace)?.value ?? null
  }

  /** Namespaces in scope, the nearest declaration first. */
  get scope(): Map<string, string> {
    const scope = new Map<string, string>()
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- walks up from here
    for (let element: XmlElement | null = this; element !== null; element = element.parent) {
      for (const [prefix, namespace] of element.declared) if (!scope.has(prefix)) scope.set(prefix, namespace)
    }
    return scope
  }

  /** This element and all below, in document order, without recursion. */
  * descendants(): Generator<XmlElement> {
    const stack: XmlElement[] = [this]
    for (let element = stack.pop(); element !== undefined; element = stack.pop()) {
      yield element
      stack.push(...element.elements.reverse())
    }
  }
}

export interface XmlDocument { root: XmlElement, /** Before and behind the root. */ before: readonly XmlNode[], after: readonly XmlNode[] }
