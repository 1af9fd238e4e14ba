using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Entities.Attributes;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Crds;

/// <summary>Makes the resource definition of <see cref="V1Alpha1SealWorker"/> from the model and its rules.</summary>
public static class CrdGenerator
{
    /// <summary>Name of the file in the folder <c>crds</c>.</summary>
    public const string FileName = "sealworkers.yaml";

    private const string Heading = "# Made from the model in operator/LotusSeal.Operator/Entities by `make crds`; edits here are lost.\n";

    /// <summary>The text of the file.</summary>
    public static string Generate() => Heading + YamlText.Write(Definition(typeof(V1Alpha1SealWorker)));

    private static JsonObject Definition(Type entity)
    {
        KubernetesEntityAttribute kind = entity.GetCustomAttribute<KubernetesEntityAttribute>()!;
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{kind.PluralName}.{kind.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = kind.Group,
                ["names"] = new JsonObject
                {
                    ["kind"] = kind.Kind,
                    ["listKind"] = $"{kind.Kind}List",
                    ["plural"] = kind.PluralName,
                    ["singular"] = kind.PluralName[..^1],
                    ["shortNames"] = SchemaBuilder.Strings(entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()!.ShortNames),
                    ["categories"] = SchemaBuilder.Strings(entity.GetCustomAttribute<KubernetesEntityCategoriesAttribute>()!.Categories),
                },
                ["scope"] = "Namespaced",
                ["versions"] = new JsonArray(Version(entity, kind)),
            },
        };
    }

    private static JsonObject Version(Type entity, KubernetesEntityAttribute kind)
    {
        ScaleSubresourceAttribute scale = entity.GetCustomAttribute<ScaleSubresourceAttribute>()!;
        return new JsonObject
        {
            ["name"] = kind.ApiVersion,
            ["served"] = true,
            ["storage"] = true,
            ["additionalPrinterColumns"] = new JsonArray([.. entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column)]),
            ["subresources"] = new JsonObject
            {
                ["status"] = new JsonObject(),
                ["scale"] = new JsonObject
                {
                    ["specReplicasPath"] = scale.SpecReplicasPath,
                    ["statusReplicasPath"] = scale.StatusReplicasPath,
                    ["labelSelectorPath"] = scale.LabelSelectorPath,
                },
            },
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(entity) },
        };
    }

    private static JsonNode Column(GenericAdditionalPrinterColumnAttribute column)
    {
        JsonObject made = new() { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description is not null) made["description"] = column.Description;
        if (column.Priority > 0) made["priority"] = column.Priority;
        return made;
    }

    private static JsonObject Schema(Type entity)
    {
        JsonObject spec = Part(entity, nameof(V1Alpha1SealWorker.Spec), withDefaults: true);
        spec["x-kubernetes-validations"] = Rules(rule => rule.IsOfSpec);
        return new JsonObject
        {
            ["description"] = DescriptionOf(entity),
            ["type"] = "object",
            ["required"] = SchemaBuilder.Strings(["spec"]),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "Version of the schema." },
                ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "Kind of the object." },
                // The name is here for the rule about it to point at.
                ["metadata"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string" } },
                },
                ["spec"] = spec,
                // The operator writes every field that it knows, so that a default would only hide a mistake.
                ["status"] = Part(entity, nameof(V1Alpha1SealWorker.Status), withDefaults: false),
            },
            ["x-kubernetes-validations"] = Rules(rule => !rule.IsOfSpec),
        };
    }

    private static JsonObject Part(Type entity, string name, bool withDefaults)
    {
        PropertyInfo property = entity.GetProperty(name)!;
        JsonObject schema = new() { ["description"] = DescriptionOf(property) };
        foreach ((string key, JsonNode? value) in new SchemaBuilder(withDefaults).Object(property.PropertyType)) schema[key] = value?.DeepClone();
        return schema;
    }

    private static JsonArray Rules(Func<PoolRule, bool> chosen) => new([.. SealWorkerRules.All.Where(chosen).Select(Rule)]);

    private static JsonNode Rule(PoolRule rule) =>
        new JsonObject { ["rule"] = rule.Cel, ["message"] = rule.Message, ["fieldPath"] = rule.FieldPath };

    private static string DescriptionOf(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()!.Description;
}
