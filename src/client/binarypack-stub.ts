/**
 * Stands in for PeerJS's binary format, which our links never use (`serialization: 'raw'`) and whose
 * decoder five bytes of a stranger can keep busy for seconds. Whoever gets here has made a mistake.
 */
function refuse(): never {
  throw new Error('Deskbell speaks no binarypack');
}

export const pack: () => never = refuse;
export const unpack: () => never = refuse;
