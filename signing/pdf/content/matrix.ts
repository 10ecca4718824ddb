/** [a b c d e f] of §8.3.4: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** First `one`, then `other`. */
export const multiply = (one: Matrix, other: Matrix): Matrix => [
  one[0] * other[0] + one[1] * other[2], one[0] * other[1] + one[1] * other[3],
  one[2] * other[0] + one[3] * other[2], one[2] * other[1] + one[3] * other[3],
  one[4] * other[0] + one[5] * other[2] + other[4], one[4] * other[1] + one[5] * other[3] + other[5],
]

export type Box = [x1: number, y1: number, x2: number, y2: number]

/** The smallest upright box around a transformed one. */
export function transform([x1, y1, x2, y2]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const xs = [a * x1 + c * y1, a * x2 + c * y1, a * x1 + c * y2, a * x2 + c * y2].map(x => x + e)
  const ys = [b * x1 + d * y1, b * x2 + d * y1, b * x1 + d * y2, b * x2 + d * y2].map(y => y + f)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
