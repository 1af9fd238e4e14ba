using System.ComponentModel;
using LotusSeal.Images;

if (args is not [var name, var published, var output] || ImageDefinition.Find(name) is not { } image)
{
    string names = string.Join(", ", ImageDefinition.All.Select(one => one.Name));
    Console.Error.WriteLine($"usage: LotusSeal.Images NAME FOLDER OUT.tar, where NAME is one of {names}, and FOLDER what was published of it");
    return 2;
}

try
{
    // The application's layer needs what the base has not.
    Layer @base = BaseLayer.Make();
    ImageReport report = await OciArchive.WriteAsync(output, image, [@base, ProgramLayer.Make(image, published, @base)]);
    Console.WriteLine($"{output}: {image.Reference}, {report.Bytes} bytes, {report.UnpackedBytes} unpacked, {report.Digest}");
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or Win32Exception)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
