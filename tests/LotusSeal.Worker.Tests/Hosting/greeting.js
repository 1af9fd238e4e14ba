// A page of the least that there can be: what the server greets with, in a list and a table.
import { run } from "./page.js";
import { keep, element, section, setText, table } from "./parts.js";

run({
  sources: { greeting: "greeting" },
  hint: "It is that of the test.",
  subject: answers => answers.greeting.name,
  build: main => {
    const place = section(main, "names", "Names");
    const list = element("ul", { tabindex: "0" });
    place.append(list);
    const show = table(place, {
      label: "Names", key: name => name, empty: "There is none.",
      columns: [{ title: "Name", text: name => name, wide: true }, { title: "Length", number: true, text: name => name.length }],
    });
    return ({ greeting }) => {
      keep(list, greeting.names, name => name, () => element("li", {}, element("button", { type: "button" })),
        (entry, name) => setText(entry.firstChild, name));
      show(greeting.names);
    };
  },
});
