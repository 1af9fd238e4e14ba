using LotusSeal.Operator.Crds;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: LotusSeal.Operator.Crds FOLDER");
    return 2;
}

string file = Path.Combine(folder, CrdGenerator.FileName);
File.WriteAllText(file, CrdGenerator.Generate());
Console.WriteLine(file);
return 0;
