namespace LotusSeal.Testing.Browser;

/// <summary>A script that compares each text with what lies behind it.</summary>
internal static class Contrast
{
    /// <summary>Gives a line for each text whose contrast is below 4.5.</summary>
    public const string Script = """
        (() => {
          const parse = colour => {
            const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
            return { r, g, b, a };
          };
          const over = (top, below) => ({
            r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1,
          });
          const light = ({ r, g, b }) => {
            const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const behind = element => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
            return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
          };
          const poor = [];
          const judge = (element, style, text) => {
            const ground = behind(element), ink = over(parse(style.color), ground);
            const [high, low] = [light(ground), light(ink)].sort((a, b) => b - a);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio >= 4.5) return;
            poor.push(`${ratio.toFixed(2)} of '${text.trim().slice(0, 40)}' in <${element.tagName.toLowerCase()} ${element.className}>`);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!node.data.trim() || !element.checkVisibility()) continue;
            judge(element, getComputedStyle(element), node.data);
          }
          for (const element of document.querySelectorAll("td")) {
            const label = getComputedStyle(element, "::before");
            if (element.checkVisibility() && label.content.length > 2 && label.content !== "none") judge(element, label, label.content);
          }
          return poor;
        })()
        """;
}
