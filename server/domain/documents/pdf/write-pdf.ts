import { createHash } from 'node:crypto'
import type { PDFDict, PDFContext, PDFRef } from 'pdf-lib'
import { AFRelationship, PDFArray, PDFDocument, PDFHexString } from 'pdf-lib'
import { faceTags, paper, type Sheet, type StructureNode } from '../layout/sheet.ts'
import { pdfName, writeFont, writeStream } from './write-font.ts'

export interface PdfParts {
  sheet: Sheet
  title: string
  author: string
  subject: string
  /** Creation and modification date: of the paper, not of the clock. */
  date: Date
  attachment?: { name: string, description: string, bytes: Uint8Array }
}

/**
 * The file: pages, fonts, structure, language, attachment. No clock, no chance: the same parts give the same bytes.
 * A classic cross-reference table, so that signatures are appended in the plainest way.
 */
export async function writePdf({ sheet, title, author, subject, date, attachment }: PdfParts): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false })
  const { context, catalog } = document
  const fonts = Object.fromEntries([...sheet.use].map(([name, use]) => [faceTags[name], writeFont(context, use)]))
  const resources = context.register(context.obj({ Font: fonts, ProcSet: ['PDF', 'Text'] }))
  const pages = sheet.pages.map(({ content }, index) => {
    const page = document.addPage([paper.width, paper.height])
    page.node.set(pdfName('Resources'), resources)
    page.node.set(pdfName('Contents'), context.register(writeStream(context, Buffer.from(content.join('\n'), 'latin1'))))
    page.node.set(pdfName('StructParents'), context.obj(index))
    page.node.set(pdfName('Tabs'), pdfName('S'))
    return page.ref
  })
  catalog.set(pdfName('StructTreeRoot'), writeStructure(context, sheet, pages))
  catalog.set(pdfName('MarkInfo'), context.obj({ Marked: true }))
  document.setLanguage('vi-VN')
  document.setTitle(title, { showInWindowTitleBar: true })
  document.setAuthor(author)
  document.setSubject(subject)
  document.setCreator('MotLan')
  document.setProducer('MotLan')
  document.setCreationDate(date)
  document.setModificationDate(date)
  if (attachment !== undefined) {
    await document.attach(attachment.bytes, attachment.name, { mimeType: 'application/json', description: attachment.description, creationDate: date, modificationDate: date, afRelationship: AFRelationship.Data })
  }
  const fingerprint = createHash('sha256').update(JSON.stringify([title, author, subject, date.getTime(), sheet.pages])).update(attachment?.bytes ?? '').digest('hex').slice(0, 32)
  context.trailerInfo.ID = context.obj([PDFHexString.of(fingerprint), PDFHexString.of(fingerprint)])
  return document.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false, objectsPerTick: Number.POSITIVE_INFINITY })
}

/** The structure tree (14.7): elements that point at marked content, and the way back from each page (ParentTree). */
function writeStructure(context: PDFContext, sheet: Sheet, pages: readonly PDFRef[]): PDFRef {
  const rootRef = context.nextRef()
  const parents: PDFRef[][] = pages.map(() => [])
  const write = (node: StructureNode, parent: PDFRef): PDFRef => {
    const ref = context.nextRef()
    const kids = PDFArray.withContext(context)
    for (const kid of node.kids) {
      if ('tag' in kid) kids.push(write(kid, ref))
      else {
        const marks = parents[kid.page]
        if (marks !== undefined) marks[kid.mark] = ref
        const page = pages[kid.page]
        if (page !== undefined) kids.push(context.obj({ Type: 'MCR', Pg: page, MCID: kid.mark }))
      }
    }
    const element: PDFDict = context.obj({ Type: 'StructElem', S: node.tag, P: parent })
    element.set(pdfName('K'), kids)
    context.assign(ref, element)
    return ref
  }
  const top = write(sheet.root, rootRef)
  const numbers = PDFArray.withContext(context)
  parents.forEach((marks, index) => {
    numbers.push(context.obj(index))
    numbers.push(context.register(context.obj(marks)))
  })
  const tree = context.obj({ Type: 'StructTreeRoot', K: top, ParentTreeNextKey: pages.length })
  tree.set(pdfName('ParentTree'), context.register(context.obj({ Nums: numbers })))
  context.assign(rootRef, tree)
  return rootRef
}
