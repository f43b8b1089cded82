/** Links to photos are signed and long on the wire; whoever has no photo has one too [recorded 2022]. */
export const photoUrl = (id: string) =>
  `https://images.bamboohr.example/${id}/photos/0-0-4.jpg?Policy=${"e".repeat(220)}&Signature=${"s".repeat(344)}&Key-Pair-Id=K${id}`;
