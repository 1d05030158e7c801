import { nameOf } from './dom.js';

/** Texts that show a picture on another page. Their addresses stay. */

/** The renditions that show the whole picture without an edge, from narrow to wide. */
const whole = ({ width, height, renditions }) => Object.values(renditions)
  .filter(made => made.width <= width && made.height <= height
    && Math.abs(made.width * height - made.height * width) <= Math.max(width, height))
  .sort((a, b) => a.width - b.width)
  .filter((made, index, all) => made.width !== all[index - 1]?.width);

const widest = image => whole(image).at(-1)
  ?? { width: image.width, height: image.height, href: new URL(`images/${image.image_id}/content`, document.baseURI).href };

const attribute = text => text.replace(/[&"<>]/g, character => `&#${character.charCodeAt()};`);

/** The text of a picture by the name of its language. */
export const MARKUP = {
  URL: image => widest(image).href,
  Markdown: image => `![${nameOf(image).replace(/[\\`*_[\]<>&!]/g, '\\$&')}](${widest(image).href})`,
  HTML: image => {
    const { width, height, href } = widest(image);
    const set = whole(image).map(made => `${made.href} ${made.width}w`).join(', ');
    const chosen = set && ` srcset="${attribute(set)}" sizes="(max-width: ${width}px) 100vw, ${width}px"`;
    return `<img src="${attribute(href)}"${chosen} width="${width}" height="${height}" alt="${attribute(nameOf(image))}">`;
  },
};
