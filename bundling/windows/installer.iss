; Inno Setup: ISCC -DVersion=0.1.0 bundling\windows\installer.iss
[Setup]
AppId={{6B0B7C1E-3B7C-4B0D-9A57-8E7E6C6C2D11}
AppName=SER Desktop
AppVersion={#Version}
AppPublisher=SER Desktop
DefaultDirName={autopf}\SER Desktop
DefaultGroupName=SER Desktop
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=ser-desktop-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
UninstallDisplayIcon={app}\SER Desktop.exe

[Files]
Source: "..\..\dist\ser-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\SER Desktop"; Filename: "{app}\SER Desktop.exe"
Name: "{autodesktop}\SER Desktop"; Filename: "{app}\SER Desktop.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "Put an icon on the desktop"; Flags: unchecked

[Run]
Filename: "{app}\SER Desktop.exe"; Description: "Start SER Desktop"; Flags: nowait postinstall skipifsilent
