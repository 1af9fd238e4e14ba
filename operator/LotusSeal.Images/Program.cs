using LotusSeal.Images;

if (args is not [var name, var published, var output, .. var other] || other.Length is 1 or > 2 || ImageDefinition.Find(name) is not { } image)
{
    string names = string.Join(", ", ImageDefinition.All.Select(one => one.Name));
    Console.Error.WriteLine($"usage: LotusSeal.Images NAME FOLDER OUT.tar [ARCHITECTURE SYSTEM], where NAME is one of {names}, FOLDER what was "
        + "published of it, and SYSTEM the root folder of a system of another architecture in place of this machine");
    return 2;
}

try
{
    SystemFolder system = other is [var architecture, var root] ? new SystemFolder(root, ImageArchitecture.Of(architecture)) : SystemFolder.Here;
    // The application's layer needs what the base has not.
    Layer @base = BaseLayer.Make(system);
    ImageReport report = await OciArchive.WriteAsync(
        output, image, system.Architecture, [@base, ProgramLayer.Make(image, published, system, @base)]);
    Console.WriteLine(
        $"{output}: {image.Reference(system.Architecture)}, {report.Bytes} bytes, {report.UnpackedBytes} unpacked, {report.Digest}");
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
