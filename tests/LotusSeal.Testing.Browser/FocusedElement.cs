namespace LotusSeal.Testing.Browser;

/// <summary>A script that looks at the element that the keyboard is at.</summary>
internal static class FocusedElement
{
    /// <summary>Gives its name, empty when there is none, and "seen" when its focus can be seen, or what is wrong.</summary>
    public const string Script = """
        (() => {
          const at = document.activeElement;
          if (!at || at === document.body || at === document.documentElement) return ["", ""];
          const keyed = at.closest("[data-key]");
          const name = [at.tagName.toLowerCase(), at.id, keyed?.dataset.key, at.textContent.trim().slice(0, 30)].filter(part => part).join(" ");
          const style = getComputedStyle(at), place = at.getBoundingClientRect();
          if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return [name, `outline ${style.outline}`];
          if (place.width === 0 || place.height === 0) return [name, "it takes no room"];
          if (place.bottom <= 0 || place.top >= innerHeight) return [name, `it is out of sight at ${place.top}`];
          return [name, "seen"];
        })()
        """;
}
