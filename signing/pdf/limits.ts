/** What a hostile file may cost: generous for real documents, finite for others. */
export const limits = {
  /** Arrays and dictionaries inside one another. */
  depth: 64,
  /** Values in one object. */
  values: 2_000_000,
  /** Revisions, i.e. links of the /Prev chain. */
  revisions: 1_000,
  /** Octets of one inflated stream that the structure needs (xref and object streams). */
  inflated: 64 * 1024 * 1024,
  /** Octets that all object streams of a file inflate to. */
  inflatedTogether: 256 * 1024 * 1024,
  /** Highest object number. */
  objects: 8_388_607,
  /** References followed one after the other. */
  hops: 32,
  /** Operands of one operation of a content stream. */
  operands: 1_000,
  /** Operations of the contents of a page, forms included. */
  operations: 2_000_000,
  /** Objects that are followed to see what an update touches. */
  reachable: 500_000,
  /** Steps from object to object over all comparisons of a file's revisions: some seconds. */
  steps: 5_000_000,
  /** Octets that are searched for the ends of streams whose length is wrong. */
  searched: 1024 * 1024 * 1024,
  /** Changes that one revision may make. */
  changes: 20_000,
  /** Pairs of annotations, or of annotations and pieces of text, that are held against one another on a page. */
  pairs: 20_000_000,
  /** Signatures of a file. */
  signatures: 1_000,
  /** Certificates, responses and lists of one document security store. */
  validationData: 10_000,
  /** Nodes of the page tree or the field tree. */
  nodes: 200_000,
} as const
